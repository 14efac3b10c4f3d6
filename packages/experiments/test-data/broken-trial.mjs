throw new Error('the data is missing');
