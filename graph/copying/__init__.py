"""Brings all that one almanac holds into another, on any store, and keeps it in step.

mark     what a target remembers of where it is copied from
parts    what differs between two almanacs, as parts that the target takes over
step     one step: everything, or what has changed since the last one
"""
