import type { ServiceJson, UserJson } from "@handsfree/wire/identity";
import { useQuery } from "@tanstack/react-query";
import { client } from "../api/client.ts";
import { escapeInvisible } from "../components/untrusted-text/show-invisible.ts";

/** As many people, or services, can be chosen from. Others are named by their ids. */
const mostListed = 1000;

/** The people of the server, for those who manage them. @param isAllowed false reads nothing. */
export function usePeople(isAllowed = true): readonly UserJson[] {
  const { data } = useQuery({
    queryKey: ["user", "directory"],
    queryFn: ({ signal }) =>
      client.list("GET /v1/users", { query: { limit: mostListed }, signal }).page(),
    enabled: isAllowed,
  });
  return data?.items ?? [];
}

/** The agents and workers of the server, for those who manage them. */
export function useServices(isAllowed = true): readonly ServiceJson[] {
  const { data } = useQuery({
    queryKey: ["service_account", "directory"],
    queryFn: ({ signal }) =>
      client.list("GET /v1/services", { query: { limit: mostListed }, signal }).page(),
    enabled: isAllowed,
  });
  return data?.items ?? [];
}

/** What a person is called: the display name, or else the address or the id. */
export function nameOfPerson({ display_name, email, id }: UserJson): string {
  return display_name ?? email ?? id;
}

/** The people whom one can choose, for a `Select`. */
export function optionsOfPeople(
  people: readonly UserJson[],
): readonly { readonly value: string; readonly label: string }[] {
  return people
    .filter(({ disabled_at }) => disabled_at === null)
    .map((person) => ({ value: person.id, label: escapeInvisible(nameOfPerson(person)) }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
}

/** The names of the groups that can be asked. */
export function useGroupNames(): readonly string[] {
  const { data } = useQuery({
    queryKey: ["approver_group", "directory"],
    queryFn: ({ signal }) =>
      client.list("GET /v1/approver-groups", { query: { limit: mostListed }, signal }).page(),
  });
  return data?.items.map(({ name }) => name).toSorted() ?? [];
}
