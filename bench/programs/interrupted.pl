#!/usr/bin/env perl
# Writes the time of every SIGINT (microseconds since the epoch) to the file named by its first argument.
use strict;
use warnings;
use Time::HiRes ();
open(my $out, '>>', $ARGV[0]) or die "$ARGV[0]: $!";
$SIG{INT} = sub { syswrite($out, sprintf("%d\n", Time::HiRes::time() * 1e6)) };
$| = 1;
print "ready\n";
sleep(1000) while 1;
