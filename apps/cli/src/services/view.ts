import type { Service } from "@handsfree/repositories/identity";
import { renderService } from "@handsfree/wire/identity";
import type { View } from "../output/page.ts";

export const serviceView: View<Service> = {
  empty: "There is no service.",
  columns: {
    "CREATED AT": (service) => service.createdAt,
    NAME: (service) => service.name,
    KIND: (service) => service.kind,
    "DISABLED AT": (service) => service.disabledAt,
    ID: (service) => service.id,
  },
  render: renderService,
};
