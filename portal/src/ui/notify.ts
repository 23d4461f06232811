import { notifications } from '@mantine/notifications'
import { ApiError, describeError } from '../api/api-error.ts'

export function showSuccess(message: string): void {
  notifications.show({ message, color: 'pine', withCloseButton: true })
}

/** For what has no place of its own to show an error at. */
export function showError(error: unknown): void {
  const requestId = error instanceof ApiError ? error.requestId : undefined
  const message =
    requestId === undefined ? describeError(error) : `${describeError(error)} (request ID ${requestId})`
  notifications.show({
    title: 'Something went wrong',
    message,
    color: 'red',
    autoClose: false,
    role: 'alert',
  })
}
