import { type ReactNode, useState } from "react";
import { chosenTheme, chooseTheme, type Theme } from "../../design/theme.ts";
import { Select } from "../field/field.tsx";

/** The colors of the page in this browser. @param hasHiddenLabel whether a title nearby says what it is. */
export function ThemeSelect({
  hasHiddenLabel = false,
}: {
  readonly hasHiddenLabel?: boolean;
}): ReactNode {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <Select
      hasHiddenLabel={hasHiddenLabel}
      label="Colors"
      onChange={({ target }) => {
        setTheme(target.value as Theme);
        chooseTheme(target.value as Theme);
      }}
      options={[
        { value: "system", label: "Same as the system" },
        { value: "light", label: "Light" },
        { value: "dark", label: "Dark" },
      ]}
      value={theme}
    />
  );
}
