import { type ReactNode, useState } from "react";
import { Select } from "../../components/field/field.tsx";
import { Section } from "../../components/section/section.tsx";
import { chosenTheme, chooseTheme, type Theme } from "../../design/theme.ts";

/** The colors of the page in this browser. */
export function ThemeChoice(): ReactNode {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <Section description="For this browser only." title="Colors">
      <Select
        hasHiddenLabel
        label="Colors"
        onChange={({ target }) => {
          setTheme(target.value as Theme);
          chooseTheme(target.value as Theme);
        }}
        options={[
          { value: "system", label: "Those of the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
        value={theme}
      />
    </Section>
  );
}
