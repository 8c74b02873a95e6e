/** The version of this tool, and where its bugs are reported; a test keeps both equal to package.json's. */

export const version = '0.1.0';
export const bugs = 'https://github.com/pectusai/pectus-linkedin/issues';
