import type { ReactNode } from "react";
import { classNames } from "../components/class-names.ts";
import { type Connection, useConnection } from "./connection.ts";
import styles from "./connection-state.module.css";

const words: Readonly<Record<Connection, readonly [word: string, meaning: string]>> = {
  connecting: ["Connecting", "The page is about to follow the server."],
  live: ["Live", "Changes show as they happen."],
  reconnecting: ["Reconnecting", "The connection broke. What is shown can be out of date."],
  behind: ["Behind", "The server has been silent for too long. What is shown can be out of date."],
  offline: ["Offline", "This device has no connection. What is shown is out of date."],
};

/** Whether the page shows what is true now. */
export function ConnectionState(): ReactNode {
  const connection = useConnection();
  const [word, meaning] = words[connection];
  return (
    <span className={classNames(styles["state"], styles[connection])} role="status" title={meaning}>
      <span aria-hidden="true" className={styles["dot"]} />
      <span className={styles["word"]}>{word}</span>
    </span>
  );
}
