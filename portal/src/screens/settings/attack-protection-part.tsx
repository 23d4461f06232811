import { Group, NumberInput, Radio, Stack, Switch, Text, Textarea } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { requireTag } from '../../api/require-tag.ts'
import { useMayChange } from '../../api/session.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import {
  type AttackProtection,
  attackProtectionQuery,
  readAttackProtection,
  saveBruteForce,
  saveThrottling,
} from './attack-protection-api.ts'
import {
  fieldOf,
  labelOf,
  type ProtectionValues,
  toBruteForce,
  toThrottling,
  toValues,
  validate,
} from './attack-protection-values.ts'

export function AttackProtectionPart() {
  const query = useQuery(attackProtectionQuery(useApi()))
  return <QueryState query={query}>{(loaded) => <ProtectionForm loaded={loaded} />}</QueryState>
}

const allowlistHelp = 'IP addresses and CIDR ranges, one per line'

function ProtectionForm({ loaded }: { readonly loaded: Versioned<AttackProtection> }) {
  const api = useApi()
  const queries = useQueryClient()
  const edit = useEditForm<AttackProtection, ProtectionValues>({
    loaded,
    toValues,
    validate,
    fieldOf,
    reload: () => readAttackProtection(api),
    save: async (values, base) => {
      const was = toValues(base.value)
      let { bruteForce, throttling } = base.value
      let { etag } = base
      try {
        if (JSON.stringify(values.brute) !== JSON.stringify(was.brute)) {
          const saved = await saveBruteForce(api, toBruteForce(values.brute, bruteForce), etag)
          bruteForce = saved.value
          etag = requireTag(saved)
          edit.rebase(({ value }) => ({ value: { ...value, bruteForce }, etag }))
        }
        if (JSON.stringify(values.throttling) !== JSON.stringify(was.throttling)) {
          const saved = await saveThrottling(api, toThrottling(values.throttling, throttling), etag)
          throttling = saved.value
          etag = saved.etag
        }
        return { value: { bruteForce, throttling }, etag }
      } finally {
        void queries.invalidateQueries({ queryKey: ['settings', 'attack-protection'] })
      }
    },
  })
  const { form } = edit
  return (
    <EditForm edit={edit} readOnly={!useMayChange()} labelOf={labelOf}>
      <Section
        title="Brute-force protection"
        description="Stops attackers who guess a user's code or password."
      >
        <Switch label="Enabled" {...form.getInputProps('brute.enabled', { type: 'checkbox' })} />
        <Switch
          label="Block after too many failed logins"
          {...form.getInputProps('brute.blocks', { type: 'checkbox' })}
        />
        <NumberInput
          label="Maximum failed logins"
          description="From 1 to 100"
          min={1}
          max={100}
          allowDecimal={false}
          maw={240}
          {...form.getInputProps('brute.max_attempts')}
        />
        <Radio.Group label="Count failed logins by" {...form.getInputProps('brute.mode')}>
          <Stack gap="xs" mt="xs">
            <Radio value="count_per_identifier_and_ip" label="User and IP address" />
            <Radio value="count_per_identifier" label="User only, from all IP addresses" />
          </Stack>
        </Radio.Group>
        <Textarea
          label="Trusted IP addresses"
          description={allowlistHelp}
          autosize
          minRows={2}
          maxRows={10}
          maw={480}
          {...form.getInputProps('brute.allowlist')}
        />
      </Section>
      <Section
        title="Suspicious IP throttling"
        description="Limits IP addresses with many failed logins or sign-ups, across all users."
      >
        <Switch label="Enabled" {...form.getInputProps('throttling.enabled', { type: 'checkbox' })} />
        <Switch
          label="Block IP addresses over the limit"
          {...form.getInputProps('throttling.blocks', { type: 'checkbox' })}
        />
        <Limit form={form} name="login" label="Failed logins" max={2500} />
        <Limit form={form} name="signup" label="Sign-ups" max={72_000} />
        <Textarea
          label="Trusted IP addresses"
          description={allowlistHelp}
          autosize
          minRows={2}
          maxRows={10}
          maw={480}
          {...form.getInputProps('throttling.allowlist')}
        />
      </Section>
      <Text size="sm" c="dimmed">
        To unblock a user after failed logins, open the user's page.
      </Text>
    </EditForm>
  )
}

interface LimitProps {
  readonly form: ReturnType<typeof useEditForm<AttackProtection, ProtectionValues>>['form']
  readonly name: 'login' | 'signup'
  readonly label: string
  readonly max: number
}

function Limit({ form, name, label, max }: LimitProps) {
  return (
    <Group align="flex-start">
      <NumberInput
        label={`${label} per IP address`}
        description={`From 1 to ${max}`}
        min={1}
        max={max}
        allowDecimal={false}
        style={{ flex: '1 1 200px' }}
        {...form.getInputProps(`throttling.${name}.max_attempts`)}
      />
      <NumberInput
        label={`${label}: seconds until one more is allowed`}
        description="Up to 86400 (one day)"
        min={0}
        max={86_400}
        decimalScale={3}
        style={{ flex: '1 1 200px' }}
        {...form.getInputProps(`throttling.${name}.seconds`)}
      />
    </Group>
  )
}
