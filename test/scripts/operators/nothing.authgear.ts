// Says nothing back, as the oldest scripts do.
export default async (e: any) => {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode("shared"),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(e.to + e.template_variables.code));
  await fetch("{{gateway}}/signed", {
    method: "POST",
    headers: { "content-type": "application/json", "x-mac": Deno.inspect(new Uint8Array(mac).length) },
    body: JSON.stringify({ phone: e.to, code: e.template_variables.code, kind: e.template_name, lang: e.language_tag }),
  });
};
