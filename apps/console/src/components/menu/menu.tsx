import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "../icons/icons.tsx";
import styles from "./menu.module.css";

interface MenuProps {
  /** The button that opens the menu. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly items: readonly {
    readonly label: string;
    readonly icon?: IconName;
    readonly onSelect: () => void;
    readonly isDisabled?: boolean;
  }[];
}

/** Things to do that need no place of their own. */
export function Menu({ trigger, items }: MenuProps): ReactNode {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align="end" className={styles["positioner"]} sideOffset={4}>
          <Base.Popup className={styles["popup"]}>
            {items.map(({ label, icon, onSelect, isDisabled = false }) => (
              <Base.Item
                className={styles["item"]}
                disabled={isDisabled}
                key={label}
                onClick={onSelect}
              >
                {icon !== undefined && <Icon name={icon} size={18} />}
                {label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
