import { Code, Group, SimpleGrid, Text } from '@mantine/core'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Section } from '../../ui/section.tsx'
import { templateVariables } from './template-variables.ts'

export function VariableList() {
  return (
    <Section title="Variables" description="Variables without a value are empty.">
      <SimpleGrid
        component="ul"
        cols={{ base: 1, sm: 2 }}
        spacing="xs"
        m={0}
        p={0}
        style={{ listStyle: 'none' }}
      >
        {templateVariables.map(({ name, meaning }) => {
          const written = `{{ ${name} }}`
          return (
            <Group component="li" key={name} gap="xs" wrap="nowrap" align="flex-start">
              <CopyButton value={written} label={`Copy ${written}`} size="xs" />
              <div>
                <Code>{written}</Code>
                <Text size="sm" c="dimmed">
                  {meaning}
                </Text>
              </div>
            </Group>
          )
        })}
      </SimpleGrid>
    </Section>
  )
}
