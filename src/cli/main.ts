#!/usr/bin/env node
import { endureClosedStreams, heedSignals } from './ending.ts';

// Before all that takes time to load.
heedSignals();
endureClosedStreams();
const { kolmoscope } = await import('./program.ts');
await kolmoscope(process.argv.slice(2));
