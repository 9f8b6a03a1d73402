-- Records of the first version of the contract have five of the nine stances, and topics without the place of their
-- words: they are records of the second one, until "verbale reread" makes them anew.
UPDATE reading SET record = json_set(record, '$.schema', 'verbale/2')
  WHERE json_extract(record, '$.schema') = 'verbale/1';
