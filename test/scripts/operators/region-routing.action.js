// European numbers go to one provider, the rest of the world to another.
const EUROPE = ['+44', '+49', '+33', '+34', '+39'];

async function send(url, token, body) {
  const res = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token },
    body: JSON.stringify(body),
  });
  if (res.status >= 500) return { retry: true, status: res.status };
  if (!res.ok) return { drop: true, status: res.status };
  return {};
}

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const { recipient, as_text } = event.notification;
  const inEurope = EUROPE.some((prefix) => recipient.startsWith(prefix));
  const url = inEurope ? event.secrets.EU_URL : event.secrets.WORLD_URL;
  const token = inEurope ? event.secrets.EU_TOKEN : event.secrets.WORLD_TOKEN;

  const result = await send(url, token, { to: recipient, message: as_text, country: event.request.geoip.countryCode });
  if (result.retry) api.notification.retry(`gateway answered ${result.status}`);
  if (result.drop) api.notification.drop(`gateway answered ${result.status}`);
};
