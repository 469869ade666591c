// The spec reporter, and then one plain line that a machine can read: "N passed, N failed, N skipped".
const { reporters } = require('mocha');

module.exports = class PlainReporter extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
  }
};
