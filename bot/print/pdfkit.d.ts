import '@types/pdfkit';

declare global {
  namespace PDFKit.Mixins {
    interface StructureElementOptions {
      /** Of a title of a table: what it is the title of. */
      scope?: 'Column' | 'Row';
    }
  }
}
