#!/usr/bin/env node
import { heedSignals } from './interruption.ts';
import { endureClosedStreams } from './streams.ts';

// Before all that takes time to load.
heedSignals();
endureClosedStreams();
const { kolmoscope } = await import('./program.ts');
await kolmoscope(process.argv.slice(2));
