/** The API's name of a provider's setting, unless its kind gives another name. */
export function snakeCase(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
