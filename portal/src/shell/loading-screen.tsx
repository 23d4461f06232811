import { Center, Loader } from '@mantine/core'

/** While a screen itself is on its way: the router shows it only once that takes long. */
export function LoadingScreen() {
  return (
    <Center mih={240} role="status" aria-label="Loading">
      <Loader />
    </Center>
  )
}
