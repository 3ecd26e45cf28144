import { watchFiles } from "./files/watch-files.ts";
import { messageOf, type ServerLog } from "./logs/server-log.ts";

/** Something that is read from files, and read again when they change. */
export interface Reloadable {
  /** What the log calls it: `key file`. */
  readonly name: string;
  readonly files: readonly string[];
  /** Reads the files and applies them. Rejects, and changes nothing, when they are not valid. */
  readonly reload: () => Promise<void>;
}

/** Reloads on demand, and when files change. */
export interface Reloader {
  /** Reloads everything. Never rejects: the log receives why something could not be reloaded. */
  reload(): Promise<void>;
  /** Stops watching the files. */
  stop(): void;
}

/** Watches the files of `reloadables`. */
export function createReloader(reloadables: readonly Reloadable[], log: ServerLog): Reloader {
  const attempts = reloadables.map(({ name, reload, files }) => {
    const attempt = async (): Promise<void> => {
      try {
        await reload();
        log(`Reloaded the ${name}.`);
      } catch (error) {
        log(`The ${name} was not reloaded: ${messageOf(error, String(error))}`);
      }
    };
    return { attempt, stop: watchFiles(files, () => void attempt()) };
  });
  return {
    async reload() {
      await Promise.all(attempts.map(({ attempt }) => attempt()));
    },
    stop() {
      for (const { stop } of attempts) stop();
    },
  };
}
