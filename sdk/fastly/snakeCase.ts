/** What the API calls a setting of the provider's, unless its kind says otherwise. */
export function snakeCase(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
