/** What all apps say. */
export const greeting = "Hello from a monorepo\n";
