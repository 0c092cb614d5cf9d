/** What the SDK prints when it has something to tell the engine, and the deployment has stopped. */
const UNDELIVERED = /^failed to deliver log message\./;

/**
 * The lines that a program prints, as far as they are its own. A program that was told that the deployment has stopped
 * goes on until it ends. Its SDK then prints each message that nobody takes any more, which would bury the error.
 */
export function untilCutOff(hasStopped: () => boolean, onLine: (line: string) => void): (line: string) => void {
  let isCutOff = false;
  return (line) => {
    isCutOff ||= hasStopped() && UNDELIVERED.test(line);
    if (!isCutOff) {
      onLine(line);
    }
  };
}
