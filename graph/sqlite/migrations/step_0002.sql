-- Clusters are small and few beside the nodes: the members of one are found through an index of merged nodes alone.

CREATE INDEX node_merged ON node (survivor) WHERE merged;
