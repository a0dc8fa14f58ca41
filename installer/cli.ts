console.log('pintxo', process.argv.slice(2).join(' '));
