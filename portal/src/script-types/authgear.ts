// Authgear's Custom JS/TS: what completes in the editor, and what a new script begins with. The types are those that the
// server checks with.

import hookTypes from '../../../sandbox-runner/types/authgear-deno-hook.ts?raw'
import denoTypes from '../../script-types/deno.d.ts?raw'
import type { ExtraLib } from '../ui/code-editor/code-editor.tsx'

/** Scripts import their types from a versioned address; every version has the same here. */
export const authgearTypes: readonly ExtraLib[] = [
  { path: 'file:///otpost/deno.d.ts', content: denoTypes },
  {
    path: 'file:///otpost/authgear.d.ts',
    content: `declare module 'https://deno.land/x/authgear_deno_hook@*' {\n${hookTypes}\n}\n`,
  },
]

export const authgearStarter = `import { CustomSMSGatewayPayload, CustomSMSGatewayResponse } from "https://deno.land/x/authgear_deno_hook@v1.5.0/mod.ts";

export default async function (e: CustomSMSGatewayPayload): Promise<CustomSMSGatewayResponse> {
  const body = JSON.stringify(e);
  const response = await fetch("https://some.sms.gateway", {
    method: "POST",
    body: body,
  });

  if (!response.ok) {
    return {
      code: "delivery_rejected",
    }
  }

  return {
    code: "ok",
  }
}
`

/** What a webhook receives and a script is called with when a login of this tenant starts with a `state`. */
export function payloadSample(tenant: { readonly name: string; readonly friendly_name: string }): string {
  const [to, code] = ['+442079460123', '123456']
  const payload = {
    to,
    body: `${code} is your login code for ${tenant.friendly_name}. Do not share it with anyone.`,
    app_id: tenant.name,
    template_name: 'authenticate_primary_oob_sms.txt',
    language_tag: 'en',
    template_variables: {
      app_name: tenant.friendly_name,
      client_id: 'demo',
      code,
      host: location.host,
      phone: to,
      state: 'eyK1b2hjjnI6IkdaI1qwwe5KVlMySEU7Ghhjsjs',
      ui_locales: 'en',
      x_state: 'checkout',
    },
  }
  return JSON.stringify(payload, null, 2)
}
