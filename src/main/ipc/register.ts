/**
 * Puts the contract's handlers behind ipcMain. Each call: sender check (fails closed), parse of the request, use case,
 * parse of the response (strips undeclared fields). The answer is always a Result value.
 */
import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { channelNames } from '../../shared/ipc/channels'
import { type Channel, type ChannelInput, type ChannelResponse, contract } from '../../shared/ipc/contract'
import { fail, ok, type Result, toAppError } from '../../shared/result'
import { isTrustedSender } from './sender-guard'

export type Handler<C extends Channel> = (
  input: ChannelInput<C>,
) => Promise<Result<ChannelResponse<C>>> | Result<ChannelResponse<C>>
export type Handlers = { [C in Channel]: Handler<C> }
/** The handlers of one area: every channel that starts with the given prefix. */
export type AreaHandlers<Prefix extends string> = Pick<Handlers, Extract<Channel, `${Prefix}:${string}`>>

export function registerHandlers(handlers: Handlers, log: (line: string) => void): void {
  for (const name of channelNames) {
    ipcMain.handle(name, (event, payload) => answer(name, handlers[name], event, payload, log))
  }
}

async function answer<C extends Channel>(
  name: C,
  handler: Handler<C>,
  event: IpcMainInvokeEvent,
  payload: unknown,
  log: (line: string) => void,
): Promise<Result<unknown>> {
  if (!isTrustedSender(event.senderFrame))
    return fail('FORBIDDEN_SENDER', 'This frame may not call the program.')
  const request = contract[name].request.safeParse(payload)
  if (!request.success) {
    const where = request.error.issues[0]?.path.join('.') ?? ''
    return fail('INVALID_INPUT', `${name}: the request is not valid${where ? ` at ${where}` : ''}.`)
  }
  try {
    const result = await handler(request.data as ChannelInput<C>)
    if (!result.ok) return result
    const response = contract[name].response.safeParse(result.value)
    if (response.success) return ok(response.data)
    log(`${name}: response refused at ${response.error.issues[0]?.path.join('.') ?? '?'}`)
    return fail('INTERNAL', `${name}: the response is not valid.`)
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'INTERNAL') log(`${name}: ${error.message}`)
    return { ok: false, error }
  }
}
