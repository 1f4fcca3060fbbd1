// scimmy with scimmy-routers on Express. Its resources are in a Map: neither durable nor shared between processes.
// Usage: node server.mjs PORT TOKEN
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";
import { randomUUID } from "node:crypto";

const [port, token] = process.argv.slice(2);

function declare(type, uniqueName) {
  const rows = new Map();
  const names = new Map();
  SCIMMY.Resources.declare(type, {
    ingress: async (resource, data) => {
      const id = resource.id ?? randomUUID();
      const name = data[uniqueName]?.toLowerCase();
      if (names.has(name) && names.get(name) !== id) throw new SCIMMY.Types.Error(409, "uniqueness", `${uniqueName} is taken`);
      const old = rows.get(id);
      if (resource.id && !old) throw new Error("not found");
      const now = new Date();
      const row = { ...JSON.parse(JSON.stringify(data)), id, meta: { created: old?.meta.created ?? now, lastModified: now } };
      rows.set(id, row);
      names.set(name, id);
      return row;
    },
    egress: async (resource) => {
      if (resource.id) {
        if (!rows.has(resource.id)) throw new Error("not found");
        return rows.get(resource.id);
      }
      // Use the name index, so that the filter does not scan all resources.
      const wanted = [...(resource.filter ?? [])][0]?.[uniqueName];
      if (Array.isArray(wanted) && wanted[0] === "eq") {
        const id = names.get(String(wanted[1]).toLowerCase());
        return id ? [rows.get(id)] : [];
      }
      return [...rows.values()];
    },
    degress: async (resource) => {
      const row = rows.get(resource.id);
      if (!row) throw new Error("not found");
      rows.delete(resource.id);
      names.delete(row[uniqueName]?.toLowerCase());
    },
  });
}

declare(SCIMMY.Resources.User, "userName");
declare(SCIMMY.Resources.Group, "displayName");

const app = express();
app.disable("x-powered-by");
app.use("/tenants/demo/scim/v2", new SCIMMYRouters({
  type: "bearer",
  handler: (request) => {
    if (request.header("Authorization") !== `Bearer ${token}`) throw new Error("Authorization not detected!");
    return "benchmark";
  },
}));
app.listen(Number(port), "127.0.0.1", () => console.log("ready"));
