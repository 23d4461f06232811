import {
  CustomSMSGatewayPayload,
  CustomSMSGatewayResponse,
} from "https://deno.land/x/authgear_deno_hook@v3.0.0/mod.ts";

enum Sender {
  Europe = "ACME-EU",
  Elsewhere = "ACME",
}

const ACCOUNT = "AC00000000000000000000000000000000";
const TOKEN = "a token that the script itself holds";

export default async function (e: CustomSMSGatewayPayload): Promise<CustomSMSGatewayResponse> {
  const form = new URLSearchParams();
  form.set("To", e.to);
  form.set("Body", e.body.trim());
  form.set("From", e.to.startsWith("+44") ? Sender.Europe : Sender.Elsewhere);

  const response = await fetch(`{{gateway}}/2010-04-01/Accounts/${ACCOUNT}/Messages.json`, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${ACCOUNT}:${TOKEN}`)}` },
    body: form,
  });
  const answer: { code?: number; message?: string } = await response.json();
  if (response.ok) return { code: "ok" };

  console.error("provider says", answer.code, answer.message);
  switch (answer.code) {
    case 21211:
      return { code: "invalid_phone_number", provider_error_code: String(answer.code) };
    case 20003:
      return { code: "authentication_failed", provider_error_code: String(answer.code) };
    case 14107:
      return { code: "rate_limited", provider_error_code: String(answer.code) };
    default:
      return { code: "delivery_rejected", provider_error_code: String(answer.code) };
  }
}
