/**
 * Chromium's own services are switched off before it starts: no background requests, no name look-ups, no reports. The
 * workstation must be silent on the network whatever Chromium's defaults become.
 */
import { app, type CommandLine } from 'electron'

const switches: readonly (readonly [name: string, value?: string])[] = [
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-default-apps'],
  ['disable-domain-reliability'],
  ['disable-sync'],
  ['disable-breakpad'],
  ['disable-crash-reporter'],
  ['no-pings'],
  ['no-first-run'],
  ['dns-prefetch-disable'],
  ['metrics-recording-only'],
  // Every host name fails without a query leaving the machine.
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['no-proxy-server'],
  ['webrtc-ip-handling-policy', 'disable_non_proxied_udp'],
  [
    'disable-features',
    [
      'AutofillServerCommunication',
      'CertificateTransparencyComponentUpdater',
      'HardwareMediaKeyHandling',
      'MediaRouter',
      'OptimizationHints',
      'SpareRendererForSitePerProcess',
      'Translate',
    ].join(','),
  ],
]

/** Switches by which a starter could open the program to a debugger; a packaged build refuses to run with them. */
const debuggingSwitches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'inspect',
  'inspect-brk',
]

export function quietChromium(commandLine: CommandLine = app.commandLine): void {
  for (const [name, value] of switches) commandLine.appendSwitch(name, value)
}

/** The first debugging switch the program was started with, or null. */
export function findDebuggingSwitch(commandLine: Pick<CommandLine, 'hasSwitch'>): string | null {
  return debuggingSwitches.find((name) => commandLine.hasSwitch(name)) ?? null
}
