import { fromMulaw, toMulaw } from '../audio/formats.ts';
import type { AgentConfig } from './agent-settings.ts';
import type { Alignment } from './speech.ts';
import { VoiceRecording } from './voice-recording.ts';
import type { Wire } from './wire.ts';

/** Sound in the agent's formats on the wire, μ-law inside; kept where the agent records. */
export class SoundLine {
  readonly #wire: Wire;
  readonly #config: AgentConfig['conversation_config'];
  readonly recording: VoiceRecording | undefined;

  constructor(wire: Wire, { conversation_config, platform_settings }: AgentConfig) {
    this.#wire = wire;
    this.#config = conversation_config;
    if (platform_settings.privacy.record_voice) this.recording = new VoiceRecording();
  }

  received(audio: Buffer): Buffer {
    const mulaw = toMulaw(audio, this.#config.asr.user_input_audio_format);
    this.recording?.personSaid(mulaw);
    return mulaw;
  }

  send(mulaw: Buffer, eventId: number, alignment?: Alignment): void {
    this.recording?.agentSaid(mulaw);
    this.sendUnrecorded(mulaw, eventId, alignment);
  }

  sendUnrecorded(mulaw: Buffer, eventId: number, alignment?: Alignment): void {
    const audio_base_64 = fromMulaw(mulaw, this.#config.tts.agent_output_audio_format).toString('base64');
    this.#wire.emit('audio', {
      audio_event: { audio_base_64, event_id: eventId, ...(alignment ? { alignment } : {}) },
    });
  }
}
