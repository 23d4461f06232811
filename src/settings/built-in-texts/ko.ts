import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '[{{ friendly_name }}] 로그인 인증번호는 {{ code }}입니다. 타인에게 알려주지 마세요.',
    voice:
      '안녕하세요. {{ friendly_name }} 로그인 인증번호는 {{ pause }} {{ code }}입니다. 다시 한번 말씀드립니다. 로그인 인증번호는 {{ pause }} {{ code }}입니다.',
  },
  signup: {
    text: '[{{ friendly_name }}] 회원가입 인증번호는 {{ code }}입니다. 타인에게 알려주지 마세요.',
    voice:
      '안녕하세요. {{ friendly_name }} 회원가입 인증번호는 {{ pause }} {{ code }}입니다. 다시 한번 말씀드립니다. 회원가입 인증번호는 {{ pause }} {{ code }}입니다.',
  },
  verification: {
    text: '[{{ friendly_name }}] 본인 확인 인증번호는 {{ code }}입니다. 타인에게 알려주지 마세요.',
    voice:
      '안녕하세요. {{ friendly_name }} 본인 확인 인증번호는 {{ pause }} {{ code }}입니다. 다시 한번 말씀드립니다. 본인 확인 인증번호는 {{ pause }} {{ code }}입니다.',
  },
  mfa: {
    text: '[{{ friendly_name }}] 2단계 인증번호는 {{ code }}입니다. 타인에게 알려주지 마세요.',
    voice:
      '안녕하세요. {{ friendly_name }} 2단계 인증번호는 {{ pause }} {{ code }}입니다. 다시 한번 말씀드립니다. 2단계 인증번호는 {{ pause }} {{ code }}입니다.',
  },
  mfa_enrollment: {
    text: '[{{ friendly_name }}] 이 전화를 2단계 인증에 등록하기 위한 인증번호는 {{ code }}입니다. 타인에게 알려주지 마세요.',
    voice:
      '안녕하세요. 이 전화를 {{ friendly_name }} 2단계 인증에 등록하기 위한 인증번호는 {{ pause }} {{ code }}입니다. 다시 한번 말씀드립니다. 인증번호는 {{ pause }} {{ code }}입니다.',
  },
  password_reset: {
    text: '[{{ friendly_name }}] 비밀번호 재설정 인증번호는 {{ code }}입니다. 타인에게 알려주지 마세요.',
    voice:
      '안녕하세요. {{ friendly_name }} 비밀번호 재설정 인증번호는 {{ pause }} {{ code }}입니다. 다시 한번 말씀드립니다. 비밀번호 재설정 인증번호는 {{ pause }} {{ code }}입니다.',
  },
  password_reset_link: {
    text: '[{{ friendly_name }}] 비밀번호 재설정 요청이 접수되었습니다. 본인이 요청하지 않았다면 이 메시지를 무시하세요. 새 비밀번호 설정: {{ link }}',
    voice:
      '안녕하세요. {{ friendly_name }} 비밀번호 재설정 링크 요청이 접수되었습니다. 링크는 전화로 안내해 드릴 수 없습니다. 대신 인증번호를 요청하시거나 문자 메시지로 링크를 받아 주세요.',
  },
  blocked_account: {
    text: '[{{ friendly_name }}] 로그인 시도가 여러 번 실패하여 {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %}에서의 로그인이 차단되었습니다. 본인이 시도한 경우 비밀번호를 재설정한 후 다시 로그인해 주세요. 본인이 아니라면 별도의 조치가 필요하지 않습니다.',
    voice:
      '안녕하세요. 로그인 시도가 여러 번 실패하여 특정 주소에서 {{ friendly_name }} 계정에 로그인하는 것이 차단되었습니다. 본인이 시도한 경우 비밀번호를 재설정한 후 다시 로그인해 주세요. 본인이 아니라면 별도의 조치가 필요하지 않습니다.',
  },
  password_breach: {
    text: '[{{ friendly_name }}] 사용 중인 비밀번호가 유출된 데이터에서 발견되었습니다. 다시 로그인하기 전에 비밀번호를 변경해 주세요.',
    voice:
      '안녕하세요. {{ friendly_name }} 비밀번호가 유출된 데이터에서 발견되었습니다. 다시 로그인하기 전에 비밀번호를 변경해 주세요.',
  },
}
