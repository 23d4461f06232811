/**
@param {string} recipient - phone number
@param {string} text - message body
@param {object} context - additional authorization context
@param {function} cb - function (error, response)
*/
const request = require('axios@1.7.9');

module.exports = function(recipient, text, context, cb) {
  var secrets = context.webtask.secrets;
  request({
    method: 'post',
    url: secrets.INFOBIP_BASE_URL + '/sms/2/text/advanced',
    headers: { 'Authorization': 'App ' + secrets.INFOBIP_API_KEY },
    data: {
      messages: [{ from: 'InfoSMS', destinations: [{ to: recipient }], text: text }]
    }
  }).then(function (response) {
    cb(null, { MessageID: response.data.messages[0].messageId });
  }).catch(function (err) {
    cb(err);
  });
};
