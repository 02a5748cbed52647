import sys, os
import json
from typing import List, Dict
def Summary(Lines,unused=[]):
    result = {}
    i = 0
    while i < len(Lines):
        l = Lines[i]
        i = i + 1
        if l == None:
            continue
        else:
            if len(l.strip()) == 0:
                continue
            else:
                parts = l.split()
                if len(parts) != 3:
                    continue
                else:
                    method = parts[0]; path = parts[1]
                    try:
                        status = int(parts[2])
                    except:
                        continue
                    if status >= 500 and status <= 599:
                        if path in result.keys():
                            result[path] = result[path] + 1
                        else:
                            result[path] = 1
    out = []
    for key in result.keys():
        out.append((key, result[key]))
    n = 0
    while n < len(out):
        m = 0
        while m < len(out) - 1:
            if out[m][1] < out[m+1][1] or (out[m][1] == out[m+1][1] and out[m][0] > out[m+1][0]):
                tmp = out[m]; out[m] = out[m+1]; out[m+1] = tmp
            m = m + 1
        n = n + 1
    if len(out) > 3:
        return out[0:3]
    else:
        return out
