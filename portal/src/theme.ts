// Colours and type. Every pair of text and ground here has a contrast of 4.5:1 or more (WCAG 2.2 AA), in both schemes.

import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const pine: MantineColorsTuple = [
  '#eefbf8',
  '#d8f4ee',
  '#aee7dc',
  '#7fd8c8',
  '#5accb8',
  '#3fb9a6',
  '#168273',
  '#0f6e63',
  '#0b5b52',
  '#074840',
]

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 7 },
  colors: { pine },
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace",
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    Badge: { defaultProps: { radius: 'sm', tt: 'none', fw: 600 } },
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' }, centered: true } },
    // The place that would have the focus first is no item of a menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    // A <header> would be a second banner beside the page's own.
    ModalHeader: { defaultProps: { component: 'div' } },
  },
})

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfcfc',
    '--mantine-color-dimmed': '#586069',
    '--mantine-color-placeholder': '#656d76',
    '--mantine-color-error': '#c22525',
    '--mantine-color-anchor': '#0f6e63',
    '--mantine-color-yellow-light-color': '#7a4a00',
    '--otpost-surface': '#ffffff',
    '--otpost-line': '#dde3e3',
    '--otpost-bubble': '#e8eeed',
    '--otpost-bar-accepted': '#168273',
    '--otpost-bar-failed': '#c22525',
    '--otpost-bar-queued': '#8a6d00',
    '--otpost-warning': '#7a5c00',
  },
  dark: {
    '--mantine-color-body': '#161a1a',
    '--mantine-color-dimmed': '#a9b1b1',
    '--mantine-color-placeholder': '#98a1a1',
    '--mantine-color-error': '#ff9c9c',
    '--mantine-color-anchor': '#7fd8c8',
    '--otpost-surface': '#1e2424',
    '--otpost-line': '#374040',
    '--otpost-bubble': '#2b3434',
    '--otpost-bar-accepted': '#3fb9a6',
    '--otpost-bar-failed': '#ff8a8a',
    '--otpost-bar-queued': '#e0b93f',
    '--otpost-warning': '#e0b93f',
  },
})
