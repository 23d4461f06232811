const routes = {
  'acme': 'ACME',
  'globex': 'GLOBEX'
}

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const org = event.organization?.name
  const prefix = org && routes[org] ? routes[org] : 'DEFAULT'
  const url = event.secrets[`${prefix}_URL`]
  console.info(`org=${org} client=${event.client.name} via ${prefix}`)

  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-client-id': event.client.client_id, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ number: event.notification.recipient, text: event.notification.as_text }),
  })
  if (!response.ok) throw new Error('unexpected status ' + response.status)
}
