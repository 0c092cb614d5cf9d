/** A module for `node --import`: ends a process when the one that started it is gone, however that ended. */
export const DIE_WITH_PARENT =
  "data:text/javascript,process.once('disconnect',()=>process.exit(1));process.channel.unref()";
