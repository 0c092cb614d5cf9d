/**
 * The directory in which the engine has started the program. The program may change its directory later. The package's
 * index loads this module for its effect, as other modules are only loaded when they are used.
 */
export const START_DIRECTORY = process.cwd();
