// A quarter of an annulus, radii 1 m and 2 m, in the 9-node quadrilaterals that Gmsh makes by
// default; the centre of the arcs is a node that no element uses.
Point(1) = {0, 0, 0};
Point(2) = {1, 0, 0};
Point(3) = {2, 0, 0};
Point(4) = {0, 2, 0};
Point(5) = {0, 1, 0};
Line(1) = {2, 3};
Circle(2) = {3, 1, 4};
Line(3) = {4, 5};
Circle(4) = {5, 1, 2};
Curve Loop(1) = {1, 2, 3, 4};
Plane Surface(1) = {1};
Transfinite Curve {1, 3} = 3;
Transfinite Curve {2, 4} = 5;
Transfinite Surface {1};
Recombine Surface {1};
Physical Curve("inlet") = {1};
Physical Curve("outlet") = {3};
Physical Curve("wall") = {2, 4};
Physical Surface("fluid") = {1};
Physical Point("centre") = {1};
Mesh.ElementOrder = 2;
