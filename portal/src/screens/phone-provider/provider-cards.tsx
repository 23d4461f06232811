import type { ReactNode } from 'react'
import type { ProviderKind } from '../../api/provider-kinds.ts'
import { ChoiceCards } from '../../ui/choice-cards.tsx'
import { KindIcon } from '../../ui/kind-icon.tsx'

interface Props {
  readonly label: string
  readonly kinds: readonly ProviderKind[]
  /** May be a kind that is not one of `kinds`: it then has a card as well. */
  readonly value: string
  readonly onChange: (kind: string) => void
  readonly error: ReactNode
}

export function ProviderCards({ kinds, ...props }: Props) {
  const choices = kinds.map(({ kind, title, description, icon }) => ({
    value: kind,
    title,
    text: description,
    icon: <KindIcon title={title} icon={icon} />,
  }))
  if (!kinds.some(({ kind }) => kind === props.value)) {
    const title = props.value
    const icon = <KindIcon title={title} icon={undefined} />
    choices.push({ value: title, title, text: 'Not known to this version of Otpost.', icon })
  }
  return <ChoiceCards {...props} choices={choices} columns={4} />
}
