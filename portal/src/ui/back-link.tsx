import { Anchor, type AnchorProps } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

/** From one thing to the list that it is in. */
export const BackLink = createLink(BackAnchor)

function BackAnchor({ children, ...props }: AnchorProps & Omit<ComponentProps<'a'>, keyof AnchorProps>) {
  return (
    <Anchor size="sm" {...props}>
      <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: '-2px' }} /> {children}
    </Anchor>
  )
}
