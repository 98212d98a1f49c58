import Fastify from "fastify";

// The least that a route can be: Fastify parses a small JSON body and answers with another one.
const app = Fastify();
app.post("/", async () => ({ ok: true }));
await app.listen({ host: "127.0.0.1", port: Number(process.env["PORT"]) });
