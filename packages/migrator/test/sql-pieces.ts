import fc from "fast-check";

/** What is hard about SQL's text, as an expression that both engines take, whose value nobody looks at. */
const expression = fc.oneof(
  fc.constantFrom(
    "'it''s; -- no end'",
    "E'a\\'; b'",
    "e'\\\\'",
    "E'a'\n  -- and then\n 'b\\'; c'",
    "'/* ; */'",
    "$$a; 'b$$",
    "$t$a; $$ b; $x$ $t$",
    "$é_1$;$é_1$",
    "1 - -1",
    "1--2;\n + 1",
    "1 /* ; /* ; */ ; */ + 1",
    "1 -- it's; */ $$\n",
    "1 --;\r + 1",
    "CASE WHEN 1 = 1 THEN 1 ELSE 2 END",
    "(SELECT 1)",
    '(SELECT "a;""b" FROM (SELECT 1 AS "a;""b") AS q)',
    "(SELECT a$b FROM (SELECT 1 AS a$b) AS q)",
    "1.5e3",
    ".5",
    "1_000",
  ),
  fc
    .string({ maxLength: 12, unit: fc.constantFrom(...Array.from("'\\;-/*$\"a \n")) })
    .map(asString),
);

function asString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Space and comments, which may stand between any two words. */
const gap = fc.constantFrom(
  " ",
  "\n",
  "\t",
  " /* ; */ ",
  " -- it's; so\n",
  "\r\n",
  " /* /* ; */ */ ",
);

/** A statement that adds one row to the table `probe (n INT, value TEXT)`. */
export const insertion: fc.Arbitrary<string> = fc
  .tuple(expression, gap, gap)
  .map(([value, a, b]) => `INSERT INTO${a}probe SELECT 1,${b}CAST(${value} AS TEXT)`);

/** What may stand between two statements. */
export const separator: fc.Arbitrary<string> = fc.constantFrom(
  ";",
  ";;",
  ";\n",
  "\n;\n-- nothing; here\n",
  "; /* nor; here */ ;",
  "/* end */;\r\n",
);

/** Text of any kind, rich in what begins and ends something. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        ...Array.from("'\"$;()\\eEuU&nxXa_1. \n\r\t-/*é{}[]:=<>@#?\u00a0\0😀"),
        "--",
        "/*",
        "*/",
        "$$",
        "$a$",
        "E'",
        'U&"',
      ),
      { maxLength: 40 },
    )
    .map((pieces) => pieces.join("")),
);
