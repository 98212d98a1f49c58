import { webhookIntake } from "@handsfree/repositories/webhooks";
import { expect, test } from "vitest";
import { AddressRules } from "@handsfree/executors/outgoing";
import { readConfig } from "../src/config.ts";

test("the defaults", () => {
  expect(readConfig({})).toEqual({
    diskSpaceMinimum: 209_715_200,
    host: "127.0.0.1",
    isLocal: true,
    behindProxy: false,
    adminKeyFile: expect.stringMatching(/data\/handsfree\.db\.admin-key$/),
    port: 8080,
    signIn: { origin: "http://localhost:8080", openId: undefined },
    logLevel: "info",
    logFormat: "auto",
    tracesEndpoint: undefined,
    webhookSources: [],
    webhookIntake: webhookIntake(),
    signingKeyPlace: {
      file: expect.stringMatching(/data\/handsfree\.db\.signing-key$/),
      isMade: true,
    },
    webhookAddresses: new AddressRules(""),
    notifications: {
      pushContact: "mailto:admin@localhost",
      ntfyTokens: new Map(),
      mail: undefined,
      slack: undefined,
    },
    executors: { github: undefined, webhooks: undefined },
    allowedHosts: [],
    openActionLimit: undefined,
    rateLimits: { perKey: 1000, perAddress: 1000, deliveries: 10_000 },
  });
});

test.for(["127.0.0.1", "127.1.2.3", "::1", "localhost"])("the host %s is this machine", (HOST) => {
  expect(readConfig({ HOST }).host).toBe(HOST);
});

test.for([
  "0.0.0.0",
  "::",
  "192.168.1.5",
  "10.0.0.1",
  "example.org",
  "",
  "::ffff:8.8.8.8",
  "localhost.example.org",
])("the host %j is refused", (HOST) => {
  expect(() => readConfig({ HOST })).toThrow(/^HOST is .* use 127\.0\.0\.1/);
});

test.for(["", "abc", "-1", "65536", "80.5", " 80"])("the port %j is refused", (PORT) => {
  expect(() => readConfig({ PORT })).toThrow(/^PORT is .* from 0 to 65535/);
});

test("a log level or a format that is none is refused", () => {
  expect(() => readConfig({ LOG_LEVEL: "loud" })).toThrow(/^LOG_LEVEL/);
  expect(() => readConfig({ LOG_FORMAT: "xml" })).toThrow(
    /^LOG_FORMAT is "xml"; give one of auto,/,
  );
});

test("the collector of spans is a URL", () => {
  const OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:4318";
  expect(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT }).tracesEndpoint).toBe("http://127.0.0.1:4318");
  for (const wrong of ["127.0.0.1:4318", "grpc://collector:4317"]) {
    expect(() => readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: wrong })).toThrow(
      /^OTEL_EXPORTER_OTLP_ENDPOINT is not a URL/,
    );
  }
});

test.for(["", "-1", "1.5", "200MB", "1e9"])("the disk space %j is refused", (minimum) => {
  expect(() => readConfig({ DISK_SPACE_MINIMUM: minimum })).toThrow(
    /^DISK_SPACE_MINIMUM is .*bytes/,
  );
});

test("the most actions that may wait is a whole number from 1", () => {
  expect(readConfig({ OPEN_ACTION_LIMIT: "250" }).openActionLimit).toBe(250);
  for (const OPEN_ACTION_LIMIT of ["", "0", "-1", "1.5", "many", "1e3"]) {
    expect(() => readConfig({ OPEN_ACTION_LIMIT })).toThrow(/^OPEN_ACTION_LIMIT is .* from 1/);
  }
});

test("a limit of requests is a whole number, and 0 for none", () => {
  expect(
    readConfig({ RATE_LIMIT_PER_KEY: "0", RATE_LIMIT_DELIVERIES: "50000" }).rateLimits,
  ).toEqual({
    perKey: 0,
    perAddress: 1000,
    deliveries: 50_000,
  });
  for (const RATE_LIMIT_PER_ADDRESS of ["", "-1", "1.5", "many", "1e3"]) {
    expect(() => readConfig({ RATE_LIMIT_PER_ADDRESS })).toThrow(
      /^RATE_LIMIT_PER_ADDRESS is .* give a whole number, with 0 for no limit/,
    );
  }
});

test("behind a proxy that terminates TLS any address is served, and is not local", () => {
  const config = readConfig({
    HOST: "0.0.0.0",
    BEHIND_TLS_PROXY: "on",
    PUBLIC_URL: "https://handsfree.example.org",
  });
  expect(config).toMatchObject({ host: "0.0.0.0", isLocal: false, behindProxy: true });
  expect(() => readConfig({ BEHIND_TLS_PROXY: "yes" })).toThrow(
    'BEHIND_TLS_PROXY is "yes"; give on or off',
  );
});
