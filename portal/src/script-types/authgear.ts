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

/** What a webhook receives and a script is called with. */
export const payloadSample = `{
  "to": "+442079460123",
  "body": "123456 is your verification code.\\n",
  "app_id": "default",
  "template_name": "verification_sms.txt",
  "language_tag": "en",
  "template_variables": {
    "app_name": "Default",
    "client_id": "demo",
    "code": "123456",
    "host": "otp.example.com",
    "phone": "+442079460123",
    "state": "hKFo2SBkZXZpY2U"
  }
}`
