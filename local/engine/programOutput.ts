/** The SDK prints this for a message to the engine after the deployment has stopped. */
const UNDELIVERED = /^failed to deliver log message\./;

/**
 * The lines that a program prints itself. When a program learns that the deployment has stopped, it goes on to its end.
 * Its SDK then prints each undelivered message, and would bury the error.
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
