import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} là mã đăng nhập {{ friendly_name }} của bạn. Không chia sẻ mã này.',
    voice:
      'Xin chào. Mã đăng nhập {{ friendly_name }} của bạn là {{ pause }} {{ code }}. Xin nhắc lại, mã đăng nhập của bạn là {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} là mã đăng ký {{ friendly_name }} của bạn. Không chia sẻ mã này.',
    voice:
      'Xin chào. Mã đăng ký tài khoản {{ friendly_name }} của bạn là {{ pause }} {{ code }}. Xin nhắc lại, mã đăng ký của bạn là {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} là mã xác minh {{ friendly_name }} của bạn. Không chia sẻ mã này.',
    voice:
      'Xin chào. Mã xác minh số điện thoại của bạn tại {{ friendly_name }} là {{ pause }} {{ code }}. Xin nhắc lại, mã xác minh của bạn là {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} là mã xác thực hai bước của {{ friendly_name }}. Không chia sẻ mã này.',
    voice:
      'Xin chào. Mã xác thực hai bước để đăng nhập {{ friendly_name }} là {{ pause }} {{ code }}. Xin nhắc lại, mã xác thực hai bước của bạn là {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} là mã để thêm điện thoại này vào tài khoản {{ friendly_name }}.',
    voice:
      'Xin chào. Mã để thêm điện thoại này làm bước xác thực thứ hai cho {{ friendly_name }} là {{ pause }} {{ code }}. Xin nhắc lại, mã để thêm điện thoại này là {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} là mã đặt lại mật khẩu {{ friendly_name }}. Không chia sẻ mã này.',
    voice:
      'Xin chào. Mã đặt lại mật khẩu {{ friendly_name }} của bạn là {{ pause }} {{ code }}. Xin nhắc lại, mã đặt lại mật khẩu của bạn là {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Mở liên kết này để đặt lại mật khẩu {{ friendly_name }}: {{ link }}',
    voice:
      'Xin chào. Chúng tôi nhận được yêu cầu gửi liên kết đặt lại mật khẩu {{ friendly_name }}. Không thể đọc liên kết qua điện thoại. Vui lòng yêu cầu mã thay cho liên kết hoặc nhận liên kết qua tin nhắn.',
  },
  blocked_account: {
    text: 'Đăng nhập {{ friendly_name }} từ {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} đã bị chặn do nhập sai quá nhiều lần. Nếu đó là bạn, hãy đặt lại mật khẩu để đăng nhập lại. Nếu không, bạn không cần làm gì.',
    voice:
      'Xin chào. Chúng tôi đã chặn đăng nhập {{ friendly_name }} từ một địa chỉ IP do nhập sai quá nhiều lần. Nếu đó là bạn, hãy đặt lại mật khẩu để đăng nhập lại. Nếu không phải, bạn không cần làm gì.',
  },
  password_breach: {
    text: 'Mật khẩu {{ friendly_name }} của bạn đã bị lộ trong một vụ rò rỉ dữ liệu. Hãy đổi mật khẩu trước khi đăng nhập lại.',
    voice:
      'Xin chào. Mật khẩu {{ friendly_name }} của bạn đã bị lộ trong một vụ rò rỉ dữ liệu. Hãy đổi mật khẩu trước khi đăng nhập lại.',
  },
}
