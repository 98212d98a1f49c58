import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/query-client.ts";
import { Toasts } from "./components/toast/toasts.tsx";
import "./design/tokens.css";
import "./design/base.css";
import { chosenTheme, showTheme } from "./design/theme.ts";
import { router } from "./router.ts";

showTheme(chosenTheme());
const root = document.getElementById("root");
if (root === null) throw new TypeError("index.html has no element with the id root");
createRoot(root).render(
  <StrictMode>
    {/* The policy of the page allows no style elements. */}
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Toasts>
          <RouterProvider router={router} />
        </Toasts>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
