import { Toast } from "@base-ui/react/toast";
import type { ReactNode } from "react";
import { Button, IconButton } from "../button/button.tsx";
import { classNames } from "../class-names.ts";
import { toastManager } from "./show-toast.ts";
import styles from "./toasts.module.css";

/** The page, and the short messages of `showToast` beside it. */
export function Toasts({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Toast.Provider limit={3} toastManager={toastManager}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className={styles["viewport"]}>
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList(): ReactNode {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      className={classNames(styles["toast"], styles[toast.type ?? "plain"])}
      key={toast.id}
      swipeDirection={["down", "right"]}
      toast={toast}
    >
      <Toast.Content className={styles["content"]}>
        <div className={styles["text"]}>
          <Toast.Title className={styles["title"]} />
          <Toast.Description className={styles["description"]} />
        </div>
        {toast.actionProps !== undefined && <Toast.Action render={<Button kind="quiet" />} />}
        <Toast.Close render={<IconButton icon="close" label="Close the message" />} />
      </Toast.Content>
    </Toast.Root>
  ));
}
