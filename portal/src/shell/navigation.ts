// The entries of the menu, in order. Two of them lead to the same page, under the names that its users know it by.

import {
  IconApps,
  IconBolt,
  IconBrandSpeedtest,
  IconDeviceMobileMessage,
  IconForms,
  IconInbox,
  IconMessages,
  IconPlugConnected,
  IconSettings,
  IconUsers,
  IconWebhook,
  IconWorldCode,
} from '@tabler/icons-react'
import { linkOptions } from '@tanstack/react-router'

export const navigation = [
  {
    entries: [
      { label: 'Overview', icon: IconBrandSpeedtest, link: linkOptions({ to: '/' }) },
      { label: 'Messages', icon: IconMessages, link: linkOptions({ to: '/messages' }) },
      { label: 'Inbox', icon: IconInbox, link: linkOptions({ to: '/inbox' }) },
    ],
  },
  {
    label: 'Branding',
    entries: [
      {
        label: 'Phone Provider',
        icon: IconDeviceMobileMessage,
        link: linkOptions({ to: '/branding/phone-provider' }),
      },
      { label: 'Templates', icon: IconForms, link: linkOptions({ to: '/templates' }) },
    ],
  },
  {
    label: 'Authentication',
    entries: [
      { label: 'Connections', icon: IconPlugConnected, link: linkOptions({ to: '/connections' }) },
      { label: 'Applications', icon: IconApps, link: linkOptions({ to: '/applications' }) },
      { label: 'Users', icon: IconUsers, link: linkOptions({ to: '/users' }) },
    ],
  },
  {
    label: 'Code',
    entries: [
      { label: 'Actions', icon: IconBolt, link: linkOptions({ to: '/actions' }) },
      { label: 'Hooks', icon: IconWebhook, link: linkOptions({ to: '/hooks' }) },
    ],
  },
  {
    label: 'Advanced',
    entries: [
      {
        label: 'Custom SMS Gateway',
        icon: IconWorldCode,
        link: linkOptions({ to: '/advanced/custom-sms-gateway' }),
      },
      { label: 'Settings', icon: IconSettings, link: linkOptions({ to: '/settings' }) },
    ],
  },
]
