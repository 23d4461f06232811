const ipaddr = require('ipaddr.js@1.9.0');
const https = require('https');
const http = require('http');
const url = require('url');
const querystring = require('querystring');

module.exports = function (recipient, text, context, cb) {
  const address = ipaddr.process(context.request.ip);
  console.log('request from ' + address.kind() + ' ' + address.toString());

  const target = url.parse(context.webtask.secrets.GATEWAY_URL);
  const payload = querystring.stringify({ To: recipient, Body: text, Kind: context.message_type, Why: context.action });
  const options = {
    method: 'POST',
    hostname: target.hostname,
    port: target.port,
    path: target.path,
    auth: context.webtask.secrets.ACCOUNT + ':' + context.webtask.secrets.TOKEN,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': Buffer.byteLength(payload)
    }
  };
  const transport = target.protocol === 'https:' ? https : http;
  const req = transport.request(options, function (res) {
    let body = '';
    res.setEncoding('utf8');
    res.on('data', function (chunk) { body += chunk; });
    res.on('end', function () {
      if (res.statusCode >= 300) return cb(new Error('gateway said ' + res.statusCode + ': ' + body));
      cb(null, JSON.parse(body));
    });
  });
  req.on('error', cb);
  req.write(payload);
  req.end();
};
