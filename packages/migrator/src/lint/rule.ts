import type { Engine } from "@handsfree/query";
import type { Catalog } from "./catalog/catalog.ts";
import type { Alteration, Statement, StatementOf } from "./statement/statement.ts";

/** Something that a rule has to say. */
export interface Problem {
  /** In the file, from 1. */
  readonly line: number;
  /** What happens, and the way out. */
  readonly message: string;
}

/** A file as one engine runs it. */
export interface LintedFile {
  readonly engine: Engine;
  /** Whether the other engine runs the same file. */
  readonly shared: boolean;
  /** Whether its first line is `-- migrate: no-transaction`. */
  readonly withoutTransaction: boolean;
  /** Each with the schema as the statements before it leave it. */
  readonly statements: readonly { readonly statement: Statement; readonly before: Catalog }[];
}

/** Looks for one kind of problem. */
export interface Rule {
  /** Kebab-case; what a silence names. */
  readonly id: string;
  /** One line for a table of rules: what it finds. */
  readonly finds: string;
  readonly check: (file: LintedFile) => Iterable<Problem>;
}

/** The file's statements of one kind, each with the schema before it. */
export function* statementsOf<Kind extends Statement["kind"]>(
  file: LintedFile,
  kind: Kind,
): Generator<{ readonly statement: StatementOf<Kind>; readonly before: Catalog }> {
  for (const { statement, before } of file.statements) {
    if (statement.kind === kind) yield { statement: statement as StatementOf<Kind>, before };
  }
}

/** An alteration of one kind. */
export type AlterationOf<Kind extends Alteration["kind"]> = Alteration & { readonly kind: Kind };

/** The file's changes of one kind to tables that others use: not to those that it makes itself. */
export function* alterationsOf<Kind extends Alteration["kind"]>(
  file: LintedFile,
  kind: Kind,
): Generator<{
  readonly table: string;
  readonly alteration: AlterationOf<Kind>;
  readonly before: Catalog;
}> {
  for (const { statement, before } of statementsOf(file, "alter-table")) {
    if (before.get(statement.table)?.fresh === true) continue;
    for (const alteration of statement.alterations) {
      if (alteration.kind !== kind) continue;
      yield { table: statement.table, alteration: alteration as AlterationOf<Kind>, before };
    }
  }
}
